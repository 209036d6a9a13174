package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine whose language writes numbers in digits of its own. */
final class OtherDigitsTest {
  @TempDir private Path folder;

  /** Begins each command after the first. */
  private static final String THEN = "then";

  /** Several commands in one process; its exit code is that of the first that fails. */
  static final class Commands {
    private Commands() {}

    public static void main(String[] args) {
      List<String> command = new ArrayList<>();
      for (String arg : args) {
        if (arg.equals(THEN)) {
          execute(command);
          command.clear();
        } else {
          command.add(arg);
        }
      }
      execute(command);
      System.exit(0);
    }

    private static void execute(List<String> command) {
      int code = Trebuchet.execute(command.toArray(String[]::new));
      if (code != 0) {
        System.exit(code);
      }
    }
  }

  private static String numbered(String text) {
    return text.replaceAll("[^\\p{Nd}]|[0-9]", "");
  }

  @Test
  void theseLanguagesHaveThem() {
    assertThat(numbered("٣ out of 10")).isEqualTo("٣");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "fa-IR", "my-MM"})
  void changesNothingThatIsWrittenOrSent(String language) throws Exception {
    Path usual = all(folder.resolve("usual"), "en-US");
    Path other = all(folder.resolve("other"), language);
    assertThat(numbered(Files.readString(other.resolve("said")))).isEmpty();
    assertThat(Cli.trialsButWallTime(other.resolve("run")))
        .isEqualTo(Cli.trialsButWallTime(usual.resolve("run")));
    assertThat(other.resolve("steps.csv")).hasSameTextualContentAs(usual.resolve("steps.csv"));
    assertThat(other.resolve("weights/s1-c1.npy"))
        .hasSameBinaryContentAs(usual.resolve("weights/s1-c1.npy"));
    for (String file : List.of("manifest.json", "ledger.json", "journal/events.log")) {
      String text =
          Files.readString(other.resolve("run").resolve(file), StandardCharsets.ISO_8859_1);
      assertThat(
              numbered(
                  new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)))
          .isEmpty();
    }
  }

  /** A run with a database, and what is asked of it. */
  private static Path all(Path place, String language) throws Exception {
    Path run = Files.createDirectories(place).resolve("run");
    String[] parts = language.split("-", -1);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Duser.language=" + parts[0], "-Duser.country=" + parts[1]));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Commands.class.getName()));
    command.addAll(List.of("run", "configs/fig01.conf", "--plain", "--out", run.toString()));
    command.addAll(List.of("--set", "learning-rates.c=[1,2.5]", "--set", "model.n=20"));
    command.addAll(List.of(THEN, "verify", run.toString()));
    command.addAll(List.of(THEN, "show", run.toString()));
    command.addAll(List.of(THEN, "export", run.toString(), "--what", "steps"));
    command.addAll(List.of("-o", place.resolve("steps.csv").toString()));
    command.addAll(List.of(THEN, "export", run.toString(), "--what", "weights"));
    command.addAll(List.of("-o", place.resolve("weights").toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("said").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(place.resolve("said"))).isZero();
    return place;
  }
}
