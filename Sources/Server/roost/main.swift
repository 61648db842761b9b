import ArgumentParser

print("roost")
