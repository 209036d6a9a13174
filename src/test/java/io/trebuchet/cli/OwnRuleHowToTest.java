package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.storage.TrialsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  private static OwnCode code;

  @BeforeAll
  static void compile(@TempDir Path classes) throws IOException {
    code = OwnCode.compile(SOURCE, SERVICE, classes);
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
    code.trebuchet(
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
    code.trebuchet(
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
        code.trebuchet(
            dir, "replay", free.toString(), "--rule", "budget", "--set", "control.budget.limit=50");
    for (Map<String, String> trial : trials) {
      if ("stopped".equals(trial.get("outcome"))) {
        assertThat(replayed)
            .containsPattern(trial.get("trial") + " .* " + trial.get("steps") + " ");
      }
    }
  }
}
