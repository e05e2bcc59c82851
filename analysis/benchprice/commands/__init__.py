"""What each command of ``benchprice`` does with its options, its logs and the record."""
