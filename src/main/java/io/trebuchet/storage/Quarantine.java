package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that a server refused one by one, as they were sent and with its words: a line of JSON each
 * in {@code quarantine/rows.jsonl}. Not thread-safe.
 */
public final class Quarantine {
  private static final String FILE = "rows.jsonl";

  private final Path directory;

  private static final int MOST_BYTES = 256 << 20;

  private Quarantine(Path directory) {
    this.directory = directory;
  }

  /** A line of the file. */
  private record Entry(String row, String why) {}

  /** That of a directory, which is made with the first row. */
  public static Quarantine in(Path directory) {
    return new Quarantine(directory);
  }

  /** Where the rows are. */
  public Path file() {
    return directory.resolve(FILE);
  }

  /** Adds rows; returns once they would survive the machine. */
  public void add(List<RefusedRow> rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (RefusedRow row : rows) {
      lines.append(Json.line(new Entry(row.line(), row.why()))).append('\n');
    }
    PrivateFiles.inside(directory);
    try (FileChannel channel =
        PrivateFiles.openOrCreate(file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // A line that a killed process cut short is of rows that the store is asked about again.
      channel.position(wholeLines(channel));
      ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.truncate(channel.position());
      channel.force(false);
    }
  }

  private static long wholeLines(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    long at = channel.size();
    while (at > 0) {
      one.clear();
      channel.read(one, at - 1);
      if (one.get(0) == '\n') {
        return at;
      }
      at--;
    }
    return 0;
  }

  /**
   * All rows, each once however often it was refused.
   *
   * @throws IOException if the file cannot be read or is damaged
   */
  public List<RefusedRow> rows() throws IOException {
    if (!Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    String text = PrivateFiles.text(file(), MOST_BYTES);
    Map<String, RefusedRow> rows = new LinkedHashMap<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      Entry entry = Json.parse(line, Entry.class, file());
      rows.putIfAbsent(
          entry.row(), new RefusedRow(entry.row(), Schema.rowOf(entry.row(), 0), entry.why()));
    }
    return new ArrayList<>(rows.values());
  }
}
