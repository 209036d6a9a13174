package io.trebuchet.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A net with one hidden layer on random points, one of its sizes other than usual. */
record SizeCase(String varied, int width, int points, int dimension) {
  private static final int WIDTH = 1024;
  private static final int POINTS = 128;
  private static final int DIMENSION = 784;

  static List<SizeCase> all() {
    List<SizeCase> all = new ArrayList<>();
    for (int dimension : new int[] {49, 196, 784, 3072}) {
      all.add(new SizeCase("d", WIDTH, POINTS, dimension));
    }
    for (int points : new int[] {32, 64, 128, 256}) {
      all.add(new SizeCase("D", WIDTH, points, DIMENSION));
    }
    for (int width : new int[] {256, 512, 1024, 2048}) {
      all.add(new SizeCase("width", width, POINTS, DIMENSION));
    }
    return all;
  }

  String label() {
    return String.format(Locale.ROOT, "width %d, D = %d, d = %d", width, points, dimension);
  }

  /** The points' components have the variance 1/d, so that every |x|² is about 1. */
  List<String> settings() {
    double edge = Math.sqrt(3.0 / dimension);
    return List.of(
        "model.width=" + width,
        String.format(
            Locale.ROOT,
            "data={ kind = uniform, dimension = %d, train = %d, x = [%s, %s] }",
            dimension,
            points,
            -edge,
            edge),
        "learning-rates={ c = { from = 0.5, to = 2.0, step = 0.1 } }");
  }
}
