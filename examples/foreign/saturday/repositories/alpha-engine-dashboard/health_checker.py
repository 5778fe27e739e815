print("everything is fresh")
