"""Object storage: a bucket at an address `s3://bucket/prefix`, for writing a tree and for reading one."""
