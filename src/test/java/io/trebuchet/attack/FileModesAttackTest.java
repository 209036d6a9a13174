package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user of the machine looks into a run. */
@Attack
final class FileModesAttackTest {
  @TempDir private Path folder;

  @BeforeEach
  void open() throws IOException {
    // The folder of the test itself keeps others out, which would prove nothing.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void whateverTheUmaskFilesArePrivate() throws IOException, InterruptedException {
    for (String umask : List.of("077", "022", "000")) {
      Path run = under(umask, "runs/" + umask);
      for (Path entry : entries(run)) {
        if (!entry.startsWith(run.resolve("db"))) {
          assertThat(mode(entry)).as("%s under umask %s", entry, umask).endsWith("------");
        }
      }
      assertThat(mode(run.resolve("db"))).isEqualTo("rwx------");
      assertThat(mode(run.resolve(".."))).isEqualTo("rwx------");
      assertThat(readable(run)).isEmpty();
    }
  }

  @Test
  void aFolderThatWasOpenIsClosed() throws IOException, InterruptedException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    SmallRun.make(run);
    assertThat(readable(run)).isEmpty();
  }

  @Test
  void whoOpensARunKeepsItsSecrets() throws IOException, InterruptedException {
    Path run = under("077", "open", "--set", "files.mode=public");
    List<String> readable = readable(run);
    assertThat(readable).contains("trials.csv", "manifest.json", "log/trebuchet.log");
    assertThat(readable)
        .noneMatch(name -> name.startsWith("db/"))
        .noneMatch(name -> name.contains("credentials") || name.contains("token"));
    assertThat(writable(run)).isEmpty();
  }

  @Test
  void aGroupReadsWhatIsForIt() throws IOException, InterruptedException {
    Path run = under("077", "group", "--set", "files.mode=group", "--store", "csv");
    assertThat(mode(run)).isEqualTo("rwxr-x---");
    assertThat(mode(run.resolve("csv"))).isEqualTo("rwxr-x---");
    assertThat(mode(run.resolve("csv/step.csv"))).isEqualTo("rw-r-----");
    assertThat(mode(run.resolve("trials.csv"))).isEqualTo("rw-r-----");
    assertThat(readable(run)).isEmpty();
  }

  @Test
  void exportsFollowTheUmask() throws IOException, InterruptedException {
    Path run = under("022", "run");
    for (String umask : List.of("022", "077")) {
      Path file = folder.resolve("steps" + umask + ".csv");
      Launched.Said said =
          shell(umask, "export " + run + " --what steps -o " + file + " --format parquet");
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(mode(file)).isEqualTo(umask.equals("022") ? "rw-r--r--" : "rw-------");
    }
  }

  private Path under(String umask, String name, String... more)
      throws IOException, InterruptedException {
    Path run = folder.resolve(name);
    Launched.Said said =
        shell(umask, String.join(" ", SmallRun.arguments(run, more)).replace("[1,3]", "'[1,3]'"));
    assertThat(said.code()).as(said.text()).isZero();
    return run;
  }

  private Launched.Said shell(String umask, String command)
      throws IOException, InterruptedException {
    return Launched.program(
        folder,
        "bash",
        "-c",
        "umask %s; exec %s %s".formatted(umask, Launched.launcher(), command));
  }

  private List<String> readable(Path run) throws IOException, InterruptedException {
    return found(run, "-readable");
  }

  private List<String> writable(Path run) throws IOException, InterruptedException {
    return found(run, "-writable");
  }

  /** The files of a run that another user finds so. */
  private List<String> found(Path run, String test) throws IOException, InterruptedException {
    Launched.Said said =
        Launched.asForeigner(
            Path.of("/"), "sh", "-c", "find '" + run + "' -type f " + test + " 2>/dev/null; true");
    return said.text().lines().map(line -> run.relativize(Path.of(line)).toString()).toList();
  }

  private static List<Path> entries(Path run) throws IOException {
    try (Stream<Path> entries = Files.walk(run)) {
      return entries.toList();
    }
  }

  private static String mode(Path entry) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(entry, LinkOption.NOFOLLOW_LINKS));
  }
}
