echo "service started"
exit 0
