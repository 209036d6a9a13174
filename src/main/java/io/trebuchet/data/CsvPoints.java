package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Points in a CSV file: one a line, numbers separated by commas, the label last. A first line that
 * holds no number at all is a header; blank lines do not count.
 *
 * @param file its path
 */
record CsvPoints(String file) implements DataSource {
  /** Of some hundred thousand numbers. */
  private static final int MOST_LINE = 1 << 22;

  @Override
  public void check(DataFolders folders) throws MissingDataException {
    if (!Files.isRegularFile(Path.of(file))) {
      throw new MissingDataException(
          String.format(
              Locale.ROOT,
              "%s: name one with data.file, absolute or relative to %s",
              InputFile.missing(Path.of(file)),
              Path.of("").toAbsolutePath()));
    }
  }

  @Override
  public Sample load(DataFolders folders, SeededRandom random) throws IOException {
    check(folders);
    Path path = Path.of(file);
    byte[] bytes = InputFile.bytes(path);
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    List<double[]> points = new ArrayList<>();
    boolean mayBeHeader = true;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      if (line.length() > MOST_LINE) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s is damaged at line %d: it has %d characters",
                file,
                i + 1,
                line.length()));
      }
      String[] cells = line.split(",", -1);
      if (!(mayBeHeader && isHeader(cells))) {
        points.add(point(cells, i + 1, points));
      }
      mayBeHeader = false;
    }
    if (points.isEmpty()) {
      throw new IOException(file + " holds no points");
    }
    String name = String.valueOf(path.getFileName());
    return new Sample(dataset(points), null, Map.of(name, Sha256.of(bytes)));
  }

  private static boolean isHeader(String[] cells) {
    for (String cell : cells) {
      if (isNumber(cell.strip())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNumber(String cell) {
    try {
      Decimals.finite(cell, 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private double[] point(String[] cells, int line, List<double[]> before) throws IOException {
    int columns = before.isEmpty() ? Math.max(cells.length, 2) : before.getFirst().length;
    if (cells.length != columns) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s is damaged at line %d: %d columns where %d belong, the label last",
              file,
              line,
              cells.length,
              columns));
    }
    double[] point = new double[columns];
    for (int j = 0; j < columns; j++) {
      try {
        point[j] = Decimals.finite(cells[j].strip(), line);
      } catch (IOException e) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s is damaged at column %d of %s", file, j + 1, e.getMessage()),
            e);
      }
    }
    return point;
  }

  private static Dataset dataset(List<double[]> points) {
    int d = points.getFirst().length - 1;
    double[] inputs = new double[points.size() * d];
    double[] labels = new double[points.size()];
    for (int alpha = 0; alpha < points.size(); alpha++) {
      System.arraycopy(points.get(alpha), 0, inputs, alpha * d, d);
      labels[alpha] = points.get(alpha)[d];
    }
    return Dataset.of(d, inputs, labels);
  }
}
