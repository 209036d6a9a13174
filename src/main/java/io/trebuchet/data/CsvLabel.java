package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The columns that hold the labels.
 *
 * @param columns from 0, in the order of the outputs
 */
record CsvLabel(List<Integer> columns) {
  /** What labels are called where they are called anything. */
  private static final Set<String> USUAL =
      Set.of("y", "label", "labels", "target", "targets", "class", "output");

  /** Copies the list. */
  CsvLabel {
    columns = List.copyOf(columns);
  }

  /** Beside another usual name it is the second coordinate of a point. */
  private static final String COORDINATE = "y";

  /**
   * Finds them.
   *
   * @param wanted {@code auto}, {@code first}, {@code last} or names in the header between commas;
   *     auto is the last unless another one bears the name of labels, be it in a comment
   * @throws IOException if there is none of that name, or the last one is not plainly the one
   */
  static CsvLabel of(CsvTable table, String wanted) throws IOException {
    int last = table.columns() - 1;
    return switch (wanted) {
      case "first" -> new CsvLabel(List.of(0));
      case "last" -> new CsvLabel(List.of(last));
      case "auto" -> {
        requireNoOther(table, last);
        yield new CsvLabel(List.of(last));
      }
      default -> named(table, wanted);
    };
  }

  private static CsvLabel named(CsvTable table, String wanted) throws IOException {
    List<Integer> columns = new ArrayList<>();
    boolean whole = table.names().contains(lowerCase(wanted));
    for (String name : whole ? List.of(wanted) : List.of(wanted.split(",", -1))) {
      int column = table.names().indexOf(lowerCase(name));
      if (column < 0) {
        throw new IOException(
            table.names().isEmpty()
                ? table.file() + " has no header: data.label = first or last says where labels are"
                : table.file() + " has no column with the name that data.label gives");
      }
      if (columns.contains(column)) {
        throw new IOException(table.file() + ": data.label names a column twice");
      }
      columns.add(column);
    }
    if (columns.size() == table.columns()) {
      throw new IOException(
          table.file() + ": data.label names every column, which leaves none for the points");
    }
    return new CsvLabel(columns);
  }

  private static String lowerCase(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
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
    int dimension = table.columns() - columns.size();
    double[] inputs = new double[points.size() * dimension];
    double[] labels = new double[points.size() * columns.size()];
    int input = 0;
    int label = 0;
    for (double[] row : points) {
      for (int j = 0; j < row.length; j++) {
        if (!columns.contains(j)) {
          inputs[input++] = row[j];
        }
      }
      for (int column : columns) {
        labels[label++] = row[column];
      }
    }
    return Dataset.of(dimension, columns.size(), inputs, labels);
  }
}
