package io.trebuchet.bench;

import io.trebuchet.physics.SeededRandom;
import io.trebuchet.physics.linalg.Matrix;
import io.trebuchet.process.ExitCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trebuchet bench products}. */
@Command(
    name = "products",
    description = {
      "A product A·B of doubles by ND4J's own call and by the BLAS routine on the same memory, in"
          + " turn on one thread: the least time of each, and whether the bits are the same.",
      ""
    },
    footer = {"", "Example: trebuchet bench products"},
    mixinStandardHelpOptions = true)
final class BenchProductsCommand implements Callable<Integer> {
  private static final int[][] SHAPES = {
    {20, 20, 8}, {32, 500, 16}, {500, 500, 16}, {1000, 1000, 1}, {256, 784, 256}, {1024, 1024, 256}
  };
  private static final double NANOS = 1e9;
  private static final double MICROS = 1e6;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long each product is measured. Default: ${DEFAULT-VALUE}.")
  private double seconds = 3;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private BenchTable.Format format = BenchTable.Format.TABLE;

  @Override
  public Integer call() {
    List<List<BenchTable.Cell>> rows = new ArrayList<>();
    for (int[] shape : SHAPES) {
      rows.add(row(shape[0], shape[1], shape[2]));
    }
    BenchTable table =
        new BenchTable(
            MachineFacts.of(1),
            List.of(
                new BenchTable.Column("product", "product"),
                new BenchTable.Column("ND4J µs", "nd4j_us"),
                new BenchTable.Column("routine µs", "routine_us"),
                new BenchTable.Column("ND4J / routine", "ratio"),
                new BenchTable.Column("bits", "bits")),
            rows,
            List.of());
    table.lines(format).forEach(System.out::println);
    return ExitCode.DONE;
  }

  private List<BenchTable.Cell> row(int m, int k, int n) {
    SeededRandom random = SeededRandom.of(1);
    double[] left = random.gaussians(m * k);
    double[] right = random.gaussians(k * n);
    try (Matrix a = Matrix.of(m, k, left);
        Matrix b = Matrix.of(k, n, right);
        Matrix c = Matrix.zeros(m, n);
        INDArray otherA = array(m, k, left);
        INDArray otherB = array(k, n, right);
        INDArray otherC = array(m, n, new double[m * n])) {
      double nd4j = Double.MAX_VALUE;
      double routine = Double.MAX_VALUE;
      // So many at a time that the clock does not count.
      int calls = Math.max(1, (int) (1e7 / ((double) m * k * n)));
      long end = System.nanoTime() + (long) (seconds * NANOS);
      while (System.nanoTime() < end) {
        nd4j =
            Math.min(
                nd4j, each(calls, () -> Nd4j.gemm(otherA, otherB, otherC, false, false, 1, 0)));
        routine = Math.min(routine, each(calls, () -> c.product(1, a, b, 0)));
      }
      double[] ours = new double[m * n];
      c.read(ours);
      boolean equal = Arrays.equals(ours, otherC.data().asDouble());
      return List.of(
          BenchTable.Cell.of(m + "×" + k + " · " + k + "×" + n),
          BenchTable.Cell.of(nd4j * MICROS),
          BenchTable.Cell.of(routine * MICROS),
          BenchTable.Cell.of(nd4j / routine),
          BenchTable.Cell.of(equal ? "equal" : "differ"));
    }
  }

  private static INDArray array(int rows, int columns, double[] values) {
    INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {rows, columns}, 'f');
    array.data().setData(values);
    return array;
  }

  private static double each(int calls, Runnable call) {
    long began = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    return (System.nanoTime() - began) / NANOS / calls;
  }
}
