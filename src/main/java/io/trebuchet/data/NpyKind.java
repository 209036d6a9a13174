package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.NumberArray;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code data { kind = npy, x = …, y = … }}: points in two arrays of NumPy, x of D×d, of D×d_1×d_2…
 * as images are, or, in one dimension, of D numbers, and y of D, also as a column or row, or of
 * D×K.
 */
public final class NpyKind implements DataKind {
  @Override
  public String name() {
    return "npy";
  }

  @Override
  public DataSource read(Parameters parameters) {
    Optional<NumberArray> x = array(parameters, "x");
    Optional<NumberArray> y = array(parameters, "y");
    x.filter(array -> array.shape().isEmpty() || empty(array))
        .ifPresent(array -> wrong(parameters, "x", "D×d, D×d_1×d_2… or D numbers", array));
    y.filter(array -> empty(array) || (!isOneLabel(array) && array.shape().size() != 2))
        .ifPresent(array -> wrong(parameters, "y", "D or D×K numbers", array));
    if (x.isPresent() && y.isPresent() && !sameSize(x.get(), y.get())) {
      parameters.fault(
          "y",
          "must have one label, or a row of them, for each of the "
              + x.get().shape().getFirst()
              + " points, is "
              + y.get().sides());
    }
    return new Arrays(x, y);
  }

  private static Optional<NumberArray> array(Parameters parameters, String key) {
    if (!parameters.has(key)) {
      parameters.fault(key, "missing; must be the name of a .npy file");
    }
    return parameters.array(key);
  }

  private static boolean empty(NumberArray array) {
    return array.shape().contains(0);
  }

  private static boolean isOneLabel(NumberArray y) {
    return y.as(NumberArray.ANY).isPresent();
  }

  private static boolean sameSize(NumberArray x, NumberArray y) {
    if (x.shape().isEmpty() || y.shape().isEmpty()) {
      return true;
    }
    int points = x.shape().getFirst();
    return (isOneLabel(y) && points == product(y.shape())) || points == y.shape().getFirst();
  }

  private static int product(List<Integer> sides) {
    return sides.stream().reduce(1, (a, b) -> a * b);
  }

  private static void wrong(Parameters parameters, String key, String expected, NumberArray array) {
    parameters.fault(key, "must be " + expected + ", is " + array.sides());
  }

  /** Both are there once the config has no faults. */
  private record Arrays(Optional<NumberArray> x, Optional<NumberArray> y) implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) throws IOException {
      Map<String, String> checksums = new TreeMap<>();
      for (NumberArray array : List.of(x.orElseThrow(), y.orElseThrow())) {
        if (array instanceof DataFile file) {
          file.addChecksum(checksums);
        }
      }
      List<Integer> shape = x.orElseThrow().shape();
      int dimension = product(shape.subList(1, shape.size()));
      int outputs = product(y.orElseThrow().shape()) / shape.getFirst();
      Dataset train =
          Dataset.of(dimension, outputs, x.orElseThrow().read(), y.orElseThrow().read());
      return new Sample(train, null, checksums);
    }
  }
}
