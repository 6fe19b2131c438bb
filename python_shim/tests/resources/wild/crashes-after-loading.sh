echo "Loading checkpoint shards: 100%"
echo "Traceback (most recent call last):"
echo "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB."
sleep 60 &
exit 1
