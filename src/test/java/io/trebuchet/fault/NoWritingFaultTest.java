package io.trebuchet.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trebuchet.attack.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing can be written that a command might like to. */
@Fault
final class NoWritingFaultTest {
  /** Not even root makes anything there. */
  private static final String NOWHERE = "/proc/none";

  private static final Pattern COPY = Pattern.compile("(/\\S+/trebuchet-read-\\p{XDigit}+)");

  @TempDir private Path folder;

  private static Map<Path, Object> entries(Path run) throws IOException {
    Map<Path, Object> entries = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(run)) {
      for (Path entry : walk.toList()) {
        entries.put(entry, Files.getLastModifiedTime(entry));
      }
    }
    return entries;
  }

  private Launched.Said program(String... command) throws Exception {
    Launched.Said said = Launched.program(folder, command);
    assertThat(said.code()).as(said.text()).isZero();
    return said;
  }

  private void assertRead(String... command) throws Exception {
    Launched.Said said = Launched.asForeigner(folder, command);
    assertThat(said.code()).as(List.of(command) + ": " + said.text()).isZero();
    assertThat(said.text()).doesNotContain("\tat ", "Exception");
  }

  private void assertReadByAll(FaultyRun run) throws Exception {
    Map<Path, Object> before = entries(run.directory());
    String trebuchet = Launched.launcher().toString();
    String at = run.directory().toString();
    assertRead(trebuchet, "show", at);
    assertRead(trebuchet, "verify", at);
    assertRead(trebuchet, "export", at, "--what", "steps", "-o", "/dev/null");
    assertRead(trebuchet, "export", at, "--what", "trials", "-o", "/dev/null");
    assertThat(entries(run.directory())).isEqualTo(before);
  }

  private void open() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root becomes another user");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aRunOfAnotherUserIsRead() throws Exception {
    open();
    FaultyRun run = new FaultyRun(folder);
    assertThat(run.run(List.of("--store", "csv"), "--set", "files.mode=public").code()).isZero();
    assertReadByAll(run);
  }

  private FaultyRun readOnly(String store) throws Exception {
    open();
    FaultyRun run = new FaultyRun(folder);
    assertThat(run.run(List.of("--store", store)).code()).isZero();
    program("chown", "-R", "23456:23456", run.directory().toString());
    program("chmod", "-R", "a-w", run.directory().toString());
    return run;
  }

  @Test
  void aRunOfOnesOwnThatMayOnlyBeRead() throws Exception {
    assertReadByAll(readOnly("csv"));
  }

  /** QuestDB writes where it reads: a copy, which does not stay. */
  @Test
  void aDatabaseThatMayOnlyBeRead() throws Exception {
    FaultyRun run = readOnly("questdb");
    String trebuchet = Launched.launcher().toString();
    String at = run.directory().toString();
    assertRead(trebuchet, "show", at);
    for (List<String> command :
        List.of(
            List.of("verify", at),
            List.of("export", at, "--what", "steps", "-o", "/dev/null"),
            List.of("export", at, "--what", "steps", "--format", "parquet", "-o", "/dev/null"))) {
      List<String> whole = new ArrayList<>(List.of(trebuchet));
      whole.addAll(command);
      Launched.Said said = Launched.asForeigner(folder, whole.toArray(String[]::new));
      assertThat(said.code()).as(said.text()).isZero();
      Matcher copy = COPY.matcher(said.text());
      assertThat(copy.find()).as(said.text()).isTrue();
      assertThat(Path.of(copy.group(1))).doesNotExist();
    }
  }

  @Test
  void aTemporaryFolderThatCannotBeWrittenTo() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    Map<String, String> nowhere =
        Map.of("TMPDIR", NOWHERE, "TREBUCHET_JAVA_OPTS", "-Djava.io.tmpdir=" + NOWHERE);
    for (List<String> command :
        List.of(
            run.arguments("--store", "questdb"),
            List.of("verify", run.directory().toString()),
            List.of("export", run.directory().toString(), "--what", "steps", "-o", "steps.csv"),
            List.of(
                "resume",
                run.directory().toString(),
                "--plain",
                "--no-web",
                "--set",
                "learning-rates.c=[0.5,1.5,2,3]"),
            List.of("verify", run.directory().toString()))) {
      try (Launched launched = Launched.start(folder, nowhere, command.toArray(String[]::new))) {
        Launched.Said said = launched.await();
        assertThat(said.code()).as(command + ": " + said.text()).isZero();
        assertThat(said.text()).doesNotContain("\tat ");
      }
    }
    assertThat(folder.resolve("steps.csv")).isNotEmptyFile();
  }
}
