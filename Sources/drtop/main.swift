print("drtop")
