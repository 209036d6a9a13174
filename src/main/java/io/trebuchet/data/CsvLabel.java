package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The column that holds the labels.
 *
 * @param column from 0
 */
record CsvLabel(int column) {
  /** What labels are called where they are called anything. */
  private static final Set<String> USUAL =
      Set.of("y", "label", "labels", "target", "targets", "class", "output");

  /** Beside another usual name it is the second coordinate of a point. */
  private static final String COORDINATE = "y";

  /**
   * Finds it.
   *
   * @param wanted {@code auto}, {@code first}, {@code last} or a name in the header; auto is the
   *     last unless another one bears the name of labels, be it in a comment
   * @throws IOException if there is none of that name, or the last one is not plainly the one
   */
  static CsvLabel of(CsvTable table, String wanted) throws IOException {
    int last = table.columns() - 1;
    return switch (wanted) {
      case "first" -> new CsvLabel(0);
      case "last" -> new CsvLabel(last);
      case "auto" -> {
        requireNoOther(table, last);
        yield new CsvLabel(last);
      }
      default -> {
        int column = table.names().indexOf(wanted.strip().toLowerCase(Locale.ROOT));
        if (column < 0) {
          throw new IOException(
              table.names().isEmpty()
                  ? table.file()
                      + " has no header: data.label = first or last says where labels are"
                  : table.file() + " has no column with the name that data.label gives");
        }
        yield new CsvLabel(column);
      }
    };
  }

  private static void requireNoOther(CsvTable table, int last) throws IOException {
    boolean bare = table.names().isEmpty();
    List<String> names = bare ? table.commented() : table.names();
    for (int j = 0; j < Math.min(last, names.size()); j++) {
      String name = names.get(j);
      if (USUAL.contains(name) && !(name.equals(COORDINATE) && USUAL.contains(names.get(last)))) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: column %d has the name %s%s, but labels are taken from the last column: %s, or"
                    + " data.label = last",
                table.file(),
                j + 1,
                name,
                bare ? " in a comment" : "",
                bare && j > 0
                    ? "take the # away and say data.label = " + name
                    : "say data.label = " + (bare ? "first" : name)));
      }
    }
  }

  /** The points of a table. */
  Dataset dataset(CsvTable table) {
    List<double[]> points = table.rows();
    int dimension = table.columns() - 1;
    double[] inputs = new double[points.size() * dimension];
    double[] labels = new double[points.size()];
    for (int i = 0; i < labels.length; i++) {
      double[] row = points.get(i);
      System.arraycopy(row, 0, inputs, i * dimension, column);
      System.arraycopy(row, column + 1, inputs, i * dimension + column, dimension - column);
      labels[i] = row[column];
    }
    return Dataset.of(dimension, inputs, labels);
  }
}
