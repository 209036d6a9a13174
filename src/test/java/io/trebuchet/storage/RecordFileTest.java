package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class RecordFileTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("records/file.log");
  }

  private static Path parent(Path file) {
    return java.util.Objects.requireNonNull(file.getParent());
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static RecordFile open(Path file) throws IOException {
    return RecordFile.open(parent(file), name(file));
  }

  private static List<String> read(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    RecordFile.read(parent(file), name(file), (number, at, text) -> texts.add(text));
    return texts;
  }

  private static void append(Path file, String... texts) throws IOException {
    try (RecordFile records = open(file)) {
      records.append(List.of(texts));
    }
  }

  /** Two groups, the second of two records. */
  private byte[] written() throws IOException {
    append(file(), "first");
    append(file(), "second", "third");
    return Files.readAllBytes(file());
  }

  @Provide
  Arbitrary<List<List<String>>> groups() {
    return Arbitraries.strings()
        .ofMaxLength(40)
        .filter(text -> text.indexOf('\n') < 0)
        .list()
        .ofMaxSize(4)
        .list()
        .ofMaxSize(5);
  }

  @Property(tries = 100)
  void whatIsAppendedComesBack(@ForAll("groups") List<List<String>> groups) throws IOException {
    Path made = Files.createTempDirectory("records");
    Path file = made.resolve("file.log");
    List<String> expected = new ArrayList<>();
    for (List<String> group : groups) {
      append(file, group.toArray(String[]::new));
      expected.addAll(group);
    }
    if (!groups.isEmpty()) {
      assertThat(read(file)).isEqualTo(expected);
      Files.delete(file);
    }
    Files.delete(made);
  }

  @Test
  void aLineIsWhatPeopleCanRead() throws IOException {
    byte[] bytes = written();
    assertThat(new String(bytes, StandardCharsets.UTF_8))
        .matches("[0-9a-f]{8} 1/1 first\n[0-9a-f]{8} 2/3 second\n[0-9a-f]{8} 3/3 third\n");
  }

  /**
   * However little of the last records there is, none of them is there; the next take their place.
   */
  @Test
  void theLastRecordsAreThereAllOrNone() throws IOException {
    byte[] whole = written();
    int firstEnds = line(whole, 0);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      List<String> left = length < firstEnds ? List.of() : List.of("first");
      assertThat(read(file())).as("cut to %d bytes", length).isEqualTo(left);
      append(file(), "next");
      List<String> more = new ArrayList<>(left);
      more.add("next");
      assertThat(read(file())).as("after %d bytes", length).isEqualTo(more);
    }
  }

  /** Blocks that a power cut kept from the disk read as zeros. */
  @Test
  void zerosAtTheEndDoNotCount() throws IOException {
    byte[] whole = written();
    int firstEnds = line(whole, 0);
    for (int kept = firstEnds; kept < whole.length; kept++) {
      byte[] zeros = Arrays.copyOf(Arrays.copyOf(whole, kept), whole.length + 300);
      // A line that came to its end is there, whatever follows.
      Files.write(file(), zeros);
      assertThat(read(file())).as("zeros after %d bytes", kept).isEqualTo(List.of("first"));
    }
    Files.write(file(), new byte[4096]);
    assertThat(read(file())).isEmpty();
  }

  @Test
  void aFlippedBitInAnyRecordIsNamed() throws IOException {
    byte[] whole = written();
    append(file(), "next");
    byte[] torn = Arrays.copyOf(Files.readAllBytes(file()), whole.length + 15);
    for (byte[] sound : List.of(whole, torn)) {
      for (int at = 0; at < whole.length; at++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] damaged = sound.clone();
          damaged[at] ^= (byte) (1 << bit);
          Files.write(file(), damaged);
          int record = record(whole, at);
          String where = "record %d, at byte %d,".formatted(record, start(whole, record));
          assertThatThrownBy(() -> read(file()))
              .as("bit %d of byte %d", bit, at)
              .isInstanceOf(RecordFile.DamagedException.class)
              .hasMessageStartingWith(where);
          assertThatThrownBy(() -> append(file(), "more"))
              .isInstanceOf(RecordFile.DamagedException.class);
          assertThat(file()).hasBinaryContent(damaged);
        }
      }
    }
  }

  private static int record(byte[] bytes, int at) {
    int record = 1;
    for (int i = 0; i < at; i++) {
      record += bytes[i] == '\n' ? 1 : 0;
    }
    return record;
  }

  private static int start(byte[] bytes, int record) {
    int at = 0;
    for (int i = 1; i < record; i++) {
      at = line(bytes, at);
    }
    return at;
  }

  /** Where the line after the one that begins here begins. */
  private static int line(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != '\n') {
      at++;
    }
    return at + 1;
  }

  @Test
  void recordsThatAreMissingOrTwiceThereAreNamed() throws IOException {
    List<String> lines = new String(written(), StandardCharsets.UTF_8).lines().toList();
    List<List<Integer>> orders =
        List.of(List.of(1, 2), List.of(0, 2), List.of(0, 0, 1, 2), List.of(0, 2, 1), List.of(2));
    for (List<Integer> order : orders) {
      Files.writeString(file(), String.join("\n", order.stream().map(lines::get).toList()) + "\n");
      assertThatThrownBy(() -> read(file()))
          .as(order.toString())
          .isInstanceOf(RecordFile.DamagedException.class)
          .hasMessageContaining("number");
    }
  }

  @Test
  void whatIsNoFileOfRecordsIsNamed() throws IOException {
    for (String text :
        List.of("not a journal", "\n", "0123456", "0123456g", "00000000 2/2 x", "SQLite\0\0\0")) {
      Path file = folder.resolve("other");
      Files.writeString(file, text);
      if (text.equals("0123456")) {
        assertThat(read(file)).isEmpty();
      } else {
        assertThatThrownBy(() -> read(file))
            .as(text)
            .isInstanceOf(RecordFile.DamagedException.class)
            .hasMessageStartingWith("record 1, at byte 0,");
      }
    }
  }

  /** A checksum is no proof of good will. */
  @Test
  void aHugeNumberOfRecordsIsNotBelieved() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), summed(" 1/999999999999999999 alone") + "\n");
    assertThat(read(file())).isEmpty();
    append(file(), "real");
    assertThat(read(file())).containsExactly("real");
    for (String line :
        List.of(" 1/0 x", " 1/1", " 1 x", " 01/1 x", " 1/1000000000000000000 x", " -1/1 x", "")) {
      Files.writeString(file(), summed(line) + "\n");
      assertThatThrownBy(() -> read(file()))
          .as(line)
          .isInstanceOf(RecordFile.DamagedException.class);
    }
  }

  private static String summed(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue()) + text;
  }

  @Test
  @Timeout(30)
  void aHugeFileTakesNoMemory() throws IOException {
    Files.createDirectories(file().getParent());
    try (RandomAccessFile sparse = new RandomAccessFile(file().toFile(), "rw")) {
      sparse.setLength(1L << 36);
    }
    long before = allocated();
    assertThatThrownBy(() -> read(file()))
        .isInstanceOf(RecordFile.DamagedException.class)
        .hasMessageContaining("longer than any");
    assertThat(allocated() - before).isLessThan(16 << 20);
  }

  /** Records that claim to belong together without end are held only so far. */
  @Test
  void moreRecordsTogetherThanAreEverWrittenAreNamed() throws IOException {
    Files.createDirectories(file().getParent());
    String text = " ".repeat(1 << 19);
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 40; i++) {
      lines.append(summed(" %d/99 %s".formatted(i, text))).append('\n');
    }
    Files.writeString(file(), lines);
    assertThatThrownBy(() -> read(file())).hasMessageContaining("at a time");
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void aRecordThatIsTooLongIsRefusedAndTheRestStays() throws IOException {
    append(file(), "first");
    try (RecordFile records = open(file())) {
      assertThatThrownBy(() -> records.append(List.of("x", "y".repeat(1 << 20))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("too long");
      assertThatThrownBy(() -> records.append(List.of("two\nlines")))
          .isInstanceOf(IllegalArgumentException.class);
      records.append(List.of("second"));
    }
    assertThat(read(file())).containsExactly("first", "second");
  }

  @Test
  void afterAFailureNothingMoreIsAppended() throws IOException {
    RecordFile records = open(file());
    records.append(List.of("first"));
    records.close();
    assertThatThrownBy(() -> records.append(List.of("second"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> records.append(List.of("second")))
        .hasMessageContaining("an earlier write");
    assertThat(read(file())).containsExactly("first");
  }

  @Test
  void aReaderSeesWhatIsThereWhileAnotherAppends() throws IOException {
    try (RecordFile records = open(file())) {
      records.append(List.of("first"));
      assertThat(read(file())).containsExactly("first");
      records.append(List.of("second"));
      assertThat(read(file())).containsExactly("first", "second");
    }
  }

  @Test
  void theFileIsOfItsUserAlone() throws IOException {
    append(file(), "first");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  @Timeout(10)
  void whatIsNoFileOrBehindALinkIsRefused() throws Exception {
    Path target = Files.writeString(folder.resolve("target"), "");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path directory = Files.createDirectory(folder.resolve("directory"));
    Path behind = Files.createSymbolicLink(folder.resolve("behind"), directory).resolve("file.log");
    for (Path path : List.of(link, pipe, directory, behind, target.resolve("file.log"))) {
      assertThatThrownBy(() -> append(path, "first"))
          .as(path.toString())
          .isInstanceOf(FileSystemException.class);
      assertThatThrownBy(() -> read(path)).isInstanceOf(FileSystemException.class);
    }
    assertThat(target).isEmptyFile();
    assertThat(directory).isEmptyDirectory();
  }
}
