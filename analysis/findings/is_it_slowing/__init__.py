"""The page *Is it slowing?*"""
