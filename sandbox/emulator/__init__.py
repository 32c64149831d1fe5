"""The AWS of opsctl's sandbox: moto's server plus what the sandbox needs of it (see README.md)."""
