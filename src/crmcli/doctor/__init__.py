"""What is wrong with the book, its history, its facts and its files; and putting right what is safe."""
