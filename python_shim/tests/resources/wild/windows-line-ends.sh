set -e
echo hello
