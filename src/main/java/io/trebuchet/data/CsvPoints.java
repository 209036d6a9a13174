package io.trebuchet.data;

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
import java.util.function.Consumer;

/**
 * Points in a CSV file, see {@link CsvTable}: one a line, the label last unless another column is
 * said to hold it.
 *
 * @param file its path
 * @param testFile that of the test set, if there is one
 * @param form what is known of both
 */
record CsvPoints(String file, Optional<String> testFile, CsvForm form) implements DataSource {
  /** A file whose form is found out, without test set. */
  static CsvPoints of(String file) {
    return new CsvPoints(file, Optional.empty(), CsvForm.AUTO);
  }

  @Override
  public boolean hasTestSet() {
    return testFile.isPresent();
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
      Sample unused = load(remark -> {});
    } catch (IOException e) {
      // Before anything is made of it: a row that will not do is no fault of a trial.
      throw new MissingDataException(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Sample load(DataFolders folders, SeededRandom random) throws IOException {
    return load(remark -> {});
  }

  @Override
  public Sample load(DataFolders folders, SeededRandom random, Consumer<String> remarks)
      throws IOException {
    return load(remarks);
  }

  private Sample load(Consumer<String> remarks) throws IOException {
    Map<String, String> checksums = new HashMap<>();
    CsvTable train = read(file, checksums, remarks);
    CsvLabel label = CsvLabel.of(train, form.label());
    if (testFile.isEmpty()) {
      return new Sample(label.dataset(train), null, checksums);
    }
    CsvTable test = read(testFile.get(), checksums, remarks);
    requireSameColumns(train, test);
    if (form.label().equals("auto")) {
      CsvLabel unused = CsvLabel.of(test, form.label());
    }
    return new Sample(label.dataset(train), label.dataset(test), checksums);
  }

  private static void requireSameColumns(CsvTable train, CsvTable test) throws IOException {
    if (test.columns() != train.columns()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d columns, %s has %d: both must have the same",
              test.file(),
              test.columns(),
              train.file(),
              train.columns()));
    }
    for (int j = 0; j < Math.min(train.names().size(), test.names().size()); j++) {
      if (!train.names().get(j).equals(test.names().get(j))) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "column %d of %s has another name than that of %s: both must have the same, in one"
                    + " order",
                j + 1,
                test.file(),
                train.file()));
      }
    }
  }

  private CsvTable read(String name, Map<String, String> checksums, Consumer<String> remarks)
      throws IOException {
    byte[] bytes = InputFile.bytes(Path.of(name));
    checksums.put(checksums.containsKey(last(name)) ? name : last(name), Sha256.of(bytes));
    CsvTable table = CsvTable.read(name, bytes, form);
    table.remarks(form).forEach(remarks);
    return table;
  }

  private static String last(String name) {
    return String.valueOf(Path.of(name).getFileName());
  }

  private List<String> names() {
    return testFile.map(test -> List.of(file, test)).orElse(List.of(file));
  }
}
