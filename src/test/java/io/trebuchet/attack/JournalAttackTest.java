package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody hands over a run directory whose journal is not what a journal should be. */
@Attack
final class JournalAttackTest {
  /** A database of H2 with a trigger that writes into the file that this variable names. */
  private static final String MARK = "ATTACK_MARK";

  private static final Path LAUNCHER =
      Path.of(System.getProperty("trebuchet.launcher", "bin/trebuchet")).toAbsolutePath();

  @TempDir private static Path once;
  private static Path sound = Path.of("");

  @TempDir private Path folder;
  private Path run = Path.of("");
  private Path journal = Path.of("");
  private Path log = Path.of("");

  @BeforeAll
  static void computeASweep() throws Exception {
    sound = once.resolve("sound");
    assertThat(Launched.trebuchet(Path.of("."), begin(sound)).code()).isZero();
  }

  @BeforeEach
  void copyIt() throws IOException {
    run = folder.resolve("run");
    journal = run.resolve("journal");
    log = journal.resolve("events.log");
    try (Stream<Path> files = Files.walk(sound)) {
      for (Path file : files.toList()) {
        Files.copy(file, run.resolve(sound.relativize(file).toString()));
      }
    }
  }

  private static String[] begin(Path out) {
    String command =
        "run configs/fig01.conf --quiet --no-web --store csv --set model.n=50"
            + " --set learning-rates.c=[1,3] --out ";
    return (command + out).split(" ");
  }

  /** What opens the journal of a run that is there. */
  private List<String[]> commands() {
    String dir = run.toString();
    return List.of(
        new String[] {"resume", dir, "--quiet", "--no-web"},
        new String[] {"continue", dir},
        new String[] {"show", dir, "--events"});
  }

  private Launched.Said say(String... command) throws Exception {
    Map<String, String> environment = Map.of(MARK, folder.resolve("mark").toString());
    try (Launched launched = Launched.start(Path.of("."), environment, command)) {
      return launched.await();
    }
  }

  private void assertAllRefuse(String... words) throws Exception {
    for (String[] command : commands()) {
      Launched.Said said = say(command);
      assertThat(said.code()).as(said.text()).isEqualTo(2);
      assertThat(said.text()).as(command[0]).contains(words).doesNotContain("internal error");
    }
  }

  private void clear() throws IOException {
    if (Files.exists(journal)) {
      try (Stream<Path> files = Files.list(journal)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(journal);
  }

  private static byte[] databaseWithCode() throws IOException {
    String text =
        Files.readString(Path.of("src/test/resources/attack/journal-with-code.base64"))
            .replace("\n", "");
    try (GZIPInputStream bytes =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
      return bytes.readAllBytes();
    }
  }

  /** A database that runs code when it is opened, in the place and under the names of old ones. */
  @ParameterizedTest
  @ValueSource(strings = {"sweep.mv.db", "sweep.mv.db.newFile"})
  void aJournalWithCodeIsNotOpened(String name) throws Exception {
    clear();
    Files.write(journal.resolve(name), databaseWithCode());
    for (String[] command : commands()) {
      Launched.Said said = say(command);
      assertThat(folder.resolve("mark")).as(command[0]).doesNotExist();
      assertThat(said.code()).as(said.text()).isEqualTo(2);
      assertThat(said.text()).contains(name + " is of an earlier version", "move that folder away");
    }
  }

  /** The same in a folder that a new run is sent to, slowly enough for whatever opens it late. */
  @ParameterizedTest
  @ValueSource(strings = {"sweep.mv.db", "sweep.mv.db.newFile"})
  void aNewRunDoesNotOpenAJournalWithCode(String name) throws Exception {
    Path out = Files.createDirectories(folder.resolve("out"));
    Files.createDirectory(out.resolve("journal"));
    Files.write(out.resolve("journal").resolve(name), databaseWithCode());
    List<String> command = new ArrayList<>(List.of(begin(out)));
    command.addAll(List.of("--pace", "10"));
    Launched.Said said = say(command.toArray(String[]::new));
    assertThat(folder.resolve("mark")).doesNotExist();
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text()).contains(name, "choose another --out");
    assertThat(out.resolve("manifest.json")).doesNotExist();
  }

  /** No database that could run what a file says is there at all. */
  @Test
  void theProductHasNoDatabaseForJournals() throws IOException {
    try (Stream<Path> jars = Files.list(LAUNCHER.resolve("../../target/lib").normalize())) {
      assertThat(jars.map(jar -> jar.getFileName().toString()).toList())
          .isNotEmpty()
          .noneMatch(name -> name.matches("(h2|slick|pekko-persistence).*"));
    }
  }

  /** A journal that leads to a file of the user's. */
  @Test
  void aLinkIsNotFollowed() throws Exception {
    Path precious = Files.writeString(folder.resolve("precious"), "");
    clear();
    Files.createSymbolicLink(log, precious);
    assertAllRefuse("is a symbolic link");
    assertThat(precious).isEmptyFile();
  }

  /** A folder that leads to one of the user's. */
  @Test
  void aLinkInThePlaceOfTheFolderIsNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    clear();
    Files.delete(journal);
    Files.createSymbolicLink(journal, elsewhere);
    assertAllRefuse("is a symbolic link");
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.createSymbolicLink(out.resolve("journal"), elsewhere);
    Launched.Said said = say(begin(out));
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text()).contains("is a symbolic link", "choose another --out");
    assertThat(elsewhere).isEmptyDirectory();
  }

  /** A pipe that nobody writes to, a device without end, a directory. */
  @ParameterizedTest
  @ValueSource(strings = {"mkfifo %s", "mknod %s c 1 5", "mkdir %s"})
  void whatIsNoFileIsRefusedAtOnce(String make) throws Exception {
    clear();
    assertThat(Launched.program(Path.of("."), make.formatted(log).split(" ")).code()).isZero();
    assertAllRefuse("not a file");
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.createDirectory(out.resolve("journal"));
    Path planted = out.resolve("journal").resolve("events.log");
    assertThat(Launched.program(Path.of("."), make.formatted(planted).split(" ")).code()).isZero();
    Launched.Said said = say(begin(out));
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text()).contains("events.log is a ", "choose another --out");
  }

  private static String record(int number, String json) {
    byte[] summed = " %d/%d %s".formatted(number, number, json).getBytes(StandardCharsets.UTF_8);
    CRC32C crc = new CRC32C();
    crc.update(summed, 0, summed.length);
    return "%08x".formatted(crc.getValue()) + new String(summed, StandardCharsets.UTF_8) + "\n";
  }

  private static String event(String event, String fields) {
    return "{\"time\":\"2026-01-01T00:00:00Z\",\"event\":\"%s\",\"version\":1,\"fields\":{%s}}"
        .formatted(event, fields);
  }

  /** A result changed in the middle. */
  @Test
  void aDamagedJournalIsNamedAndLeftAlone() throws Exception {
    String text = Files.readString(log);
    int second = text.indexOf('\n') + 1;
    String damaged = text.substring(0, second) + text.substring(second).replaceFirst("s1", "s2");
    Files.writeString(log, damaged);
    assertAllRefuse("record 2, at byte " + second, "move that folder away");
    assertThat(log).hasContent(damaged);
  }

  /** A file as large as a disk, and JSON as deep as a stack. */
  @Test
  void sizesAreNotBelieved() throws Exception {
    clear();
    try (RandomAccessFile sparse = new RandomAccessFile(log.toFile(), "rw")) {
      sparse.setLength(1L << 38);
    }
    assertAllRefuse("longer than any");
    String deep = "\"x?\":" + "[".repeat(500_000);
    Files.writeString(log, record(1, event("sweep-paused", deep)));
    assertAllRefuse("record 1, at byte 0");
  }

  /** Texts that a terminal obeys. */
  @Test
  void textIsShownAsText() throws Exception {
    String spoken = "\\u001b]0;owned\\u0007\\u009b2J\\u202e";
    Files.writeString(
        log,
        record(1, event("sweep-begun", "\"run\":\"" + spoken + "\""))
            + record(2, event("trial-started", "\"trial\":\"" + spoken + "\""))
            + record(3, event("trial-started", "\"" + spoken + "\":1,\"trial\":\"a\"")));
    Launched.Said said = say("show", run.toString(), "--events");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.text()).contains("sweep-begun", "\\x1b]0;owned\\x07", "record 3");
    assertThat(said.text().codePoints()).noneMatch(ch -> ch != '\n' && Character.isISOControl(ch));
    assertThat(said.text()).doesNotContain("\u202e");
  }

  /** A journal prepared for a run that is to come: all paused, and the results known. */
  @Test
  void whatLiesInAFolderDecidesNothingOfANewRun() throws Exception {
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.createDirectory(out.resolve("journal"));
    String ended =
        Files.readString(log).lines().filter(l -> l.contains("-ended")).findFirst().get();
    String result = ended.substring(ended.indexOf("\"fields\":{") + 10, ended.lastIndexOf("}}"));
    Files.writeString(
        out.resolve("journal").resolve("events.log"),
        record(1, event("trial-ended", result.replaceFirst("\"steps\":\\d+", "\"steps\":7")))
            + record(2, event("sweep-paused", "")));
    Launched.Said said = say(begin(out));
    assertThat(said.code()).as(said.text()).isZero();
    assertThat(column(out, "steps")).isEqualTo(column(sound, "steps"));
    Launched.Said events = say("show", out.toString(), "--events");
    assertThat(events.text().lines().skip(2).findFirst().orElseThrow()).contains("sweep-begun");
  }

  private static List<String> column(Path run, String name) throws IOException {
    List<String> lines = Files.readAllLines(run.resolve("trials.csv"));
    int at = List.of(lines.getFirst().split(",")).indexOf(name);
    return lines.stream().map(line -> line.split(",", -1)[at]).toList();
  }

  /** Another user of the machine. */
  @Test
  void nobodyElseReadsIt() throws Exception {
    Path open = Files.createTempDirectory(Path.of("/tmp"), "open");
    try {
      Path out = open.resolve("run");
      assertThat(say(begin(out)).code()).isZero();
      assertThat(Launched.program(Path.of("/"), "chmod", "755", open.toString()).code()).isZero();
      Path file = out.resolve("journal").resolve("events.log");
      assertThat(file).exists();
      assertThat(Launched.asForeigner(Path.of("/"), "cat", file.toString()).code()).isNotZero();
      assertThat(Launched.program(Path.of("/"), "chmod", "-R", "o+x", open.toString()).code())
          .isZero();
      assertThat(Launched.asForeigner(Path.of("/"), "cat", file.toString()).code()).isNotZero();
    } finally {
      assertThat(Launched.program(Path.of("/"), "rm", "-r", open.toString()).code()).isZero();
    }
  }
}
