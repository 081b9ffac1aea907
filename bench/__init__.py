"""The measurements that README quotes, each one command: `python bench/speed.py github`."""
