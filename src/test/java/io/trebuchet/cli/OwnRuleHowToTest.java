package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.storage.TrialsFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/how-to/own-rule.md, followed as a reader would. */
class OwnRuleHowToTest {
  private static final Path PAGE = Path.of("docs/how-to/own-rule.md");
  private static final Path FILES = Path.of("docs/how-to/own-rule");
  private static final Path SOURCE = FILES.resolve("example/Budget.java");
  private static final Path SERVICE =
      FILES.resolve("META-INF/services/io.trebuchet.control.StopRuleKind");

  @TempDir static Path compiled;

  @BeforeAll
  static void compile() throws IOException {
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", compiled.toString(), SOURCE.toString());
    assertThat(code).isZero();
    Path service = compiled.resolve("META-INF/services").resolve(SERVICE.getFileName());
    Files.createDirectories(service.getParent());
    Files.copy(SERVICE, service);
  }

  @Test
  void thePageShowsTheFilesThemselves() throws IOException {
    String text = Files.readString(PAGE);
    assertThat(text).contains("```java\n" + Files.readString(SOURCE) + "```");
    assertThat(text).contains("```\n" + Files.readString(FILES.resolve("budget.conf")) + "```");
    assertThat(text).contains(Files.readString(SERVICE).strip());
  }

  @Test
  void itsRuleRunsAndReplaysAsAnyOther(@TempDir Path dir) throws Exception {
    Path run = dir.resolve("run");
    trebuchet(
        dir,
        "run",
        FILES.resolve("budget.conf").toString(),
        "--out",
        run.toString(),
        "--quiet",
        "--store",
        "none");
    List<Map<String, String>> trials = TrialsFile.rows(run.resolve("trials.csv"));
    assertThat(trials)
        .filteredOn(trial -> "stopped".equals(trial.get("outcome")))
        .extracting(trial -> trial.get("trial"), trial -> trial.get("stop_reason"))
        .contains(
            org.assertj.core.groups.Tuple.tuple("s1-c2.2", "rule: budget"),
            org.assertj.core.groups.Tuple.tuple("s1-c3", "rule: budget"));
    assertThat(trials.getFirst()).containsEntry("outcome", "converged");

    Path free = dir.resolve("free");
    trebuchet(
        dir,
        "run",
        FILES.resolve("budget.conf").toString(),
        "--out",
        free.toString(),
        "--quiet",
        "--store",
        "csv",
        "--set",
        "control.rule=none",
        "--set",
        "stop.max-steps=300");
    String replayed =
        trebuchet(
            dir, "replay", free.toString(), "--rule", "budget", "--set", "control.budget.limit=50");
    for (Map<String, String> trial : trials) {
      if ("stopped".equals(trial.get("outcome"))) {
        assertThat(replayed)
            .containsPattern(trial.get("trial") + " .* " + trial.get("steps") + " ");
      }
    }
  }

  private static String trebuchet(Path dir, String... args) throws Exception {
    Path log = dir.resolve("log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + compiled,
                Trebuchet.class.getName()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).describedAs(Files.readString(log)).isZero();
    return Files.readString(log);
  }
}
