package io.trebuchet.data;

import io.trebuchet.physics.NumberArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A {@code .npy} array of numbers, in C or Fortran order. */
public record ArrayFile(Path path, List<Integer> shape) implements NumberArray, DataFile {
  /** Copies the list. */
  public ArrayFile {
    shape = List.copyOf(shape);
  }

  /**
   * Reads the header.
   *
   * @throws IOException if the file is missing, damaged or too large for the memory
   */
  public static ArrayFile open(Path path) throws IOException {
    return new ArrayFile(path, NpyHeader.read(path).shape());
  }

  @Override
  public double[] read() {
    return DataFile.read(path, NpyArray::values);
  }

  @Override
  public double[][] slices() {
    int first = shape.isEmpty() ? 1 : shape.getFirst();
    return DataFile.read(path, file -> NpyArray.slices(file, first));
  }

  @Override
  public ArrayFile reshaped(List<Integer> sides) {
    return new ArrayFile(path, sides);
  }
}
