// Links one library whole, with nothing but its declared dependencies: that it links is the test.
int main() {}
