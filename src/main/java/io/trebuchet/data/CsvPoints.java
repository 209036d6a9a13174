package io.trebuchet.data;

import io.trebuchet.physics.Dataset;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Points in a CSV file, see {@link CsvTable}: one a line, the label last.
 *
 * @param file its path
 * @param testFile that of the test set, if there is one
 * @param dialects that they may be written in
 */
record CsvPoints(
    String file, Optional<String> testFile, List<CsvDialect> dialects, CsvTable.Header header)
    implements DataSource {
  /** A file whose form is found out, without test set. */
  static CsvPoints of(String file) {
    return new CsvPoints(file, Optional.empty(), List.of(CsvDialect.KNOWN), CsvTable.Header.AUTO);
  }

  @Override
  public void check(DataFolders folders) throws MissingDataException {
    for (String name : names()) {
      if (!Files.isRegularFile(Path.of(name))) {
        throw new MissingDataException(
            String.format(
                Locale.ROOT,
                "%s: name one with data.file, absolute or relative to %s",
                InputFile.missing(Path.of(name)),
                Path.of("").toAbsolutePath()));
      }
    }
    try {
      Sample unused = load();
    } catch (IOException e) {
      // Before anything is made of it: a row that will not do is no fault of a trial.
      throw new MissingDataException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Sample load(DataFolders folders, SeededRandom random) throws IOException {
    return load();
  }

  private Sample load() throws IOException {
    Map<String, String> checksums = new HashMap<>();
    Dataset train = read(file, checksums);
    Dataset test = testFile.isPresent() ? read(testFile.get(), checksums) : null;
    if (test != null && test.dimension() != train.dimension()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d columns, %s has %d",
              testFile.orElseThrow(),
              test.dimension() + 1,
              file,
              train.dimension() + 1));
    }
    return new Sample(train, test, checksums);
  }

  private Dataset read(String name, Map<String, String> checksums) throws IOException {
    byte[] bytes = InputFile.bytes(Path.of(name));
    checksums.put(checksums.containsKey(last(name)) ? name : last(name), Sha256.of(bytes));
    return dataset(CsvTable.read(name, bytes, dialects, header).rows());
  }

  private static String last(String name) {
    return String.valueOf(Path.of(name).getFileName());
  }

  private List<String> names() {
    return testFile.map(test -> List.of(file, test)).orElse(List.of(file));
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
