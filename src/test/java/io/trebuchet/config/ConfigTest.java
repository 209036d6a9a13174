package io.trebuchet.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trebuchet.config.ConfigException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Writes configs to a folder and reads them. */
abstract class ConfigTest {
  static final String MODEL =
      """
      model {
        kind = sample-model, width = 8, scale = 0.5, zeta2 = 2/n, shape = round
        inner { interval = [1, 2], mirrored = true }
      }
      """;
  static final String DATA = "data { kind = sample-data, train = 32 }\n";
  static final String RATES = "learning-rates.c = [0.5, 2.5]\n";

  /** Seven lines, then what a test adds. */
  static final String VALID = MODEL + DATA + RATES + "sweep.name = test\n";

  @TempDir Path folder;

  Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  SweepConfig read(String text, String... assignments) throws IOException, ConfigException {
    return SweepReader.create().read(write("test.conf", text), Overrides.of(assignments));
  }

  /** The faults, each as {@code line: path: message} or {@code --set …: path: message}. */
  List<String> faults(String text, String... assignments) throws IOException {
    Path file = write("test.conf", text);
    Overrides overrides = Overrides.of(assignments);
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> SweepReader.create().read(file, overrides));
    return e == null
        ? List.of()
        : e.faults().stream().map(Fault::toString).map(s -> s.replace(file + ":", "")).toList();
  }
}
