package io.trebuchet.storage;

import io.trebuchet.metrics.ShellWord;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code trials.csv}: one row a trial. */
public final class TrialsFile {
  /** Of some fifty thousand trials. */
  private static final int MOST_BYTES = 32 << 20;

  /** The last column: which process of the run wrote the file. */
  private static final String ATTEMPT = "attempt";

  private static final String TRIAL = "trial";

  private TrialsFile() {}

  /**
   * Replaces the file by the given results in the given order.
   *
   * @param attempt which process of the run writes it, the first being 1
   */
  public static void write(Path file, List<TrialResult> results, int attempt) throws IOException {
    String number = Integer.toString(attempt);
    AtomicFile.replace(file, text(results, List.of(ATTEMPT), List.of(number)));
  }

  /** Results as the text of the file, without what tells who wrote it. */
  public static String text(List<TrialResult> results) {
    return text(results, List.of(), List.of());
  }

  private static String text(List<TrialResult> results, List<String> header, List<String> more) {
    StringBuilder text = new StringBuilder();
    text.append(line(TrialColumn.all().stream().map(TrialColumn::name), header));
    for (TrialResult result : results) {
      text.append(
          line(TrialColumn.all().stream().map(column -> column.text().apply(result)), more));
    }
    return text.toString();
  }

  private static String line(Stream<String> fields, List<String> more) {
    return Csv.line(Stream.concat(fields, more.stream()).toList());
  }

  /**
   * The whole file, every field written as we write it, without what tells who wrote it.
   *
   * @throws IOException if it cannot be read
   */
  public static String text(Path file) throws IOException {
    List<String> lines = lines(file);
    int attempt = Csv.fields(lines.getFirst()).indexOf(ATTEMPT);
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      List<String> fields = new ArrayList<>(Csv.fields(line));
      if (attempt >= 0 && attempt < fields.size()) {
        fields.remove(attempt);
      }
      text.append(Csv.line(fields));
    }
    return text.toString();
  }

  /**
   * Reads rows as they stand, columns in the order of the file.
   *
   * @throws RunDirectoryException if there is none yet
   * @throws IOException if the file cannot be read or a row has other columns than the header
   */
  public static List<Map<String, String>> rows(Path file) throws IOException {
    List<String> lines = lines(file);
    List<String> header = Csv.fields(lines.getFirst());
    List<Map<String, String>> rows = new ArrayList<>();
    for (int number = 1; number < lines.size(); number++) {
      List<String> fields = Csv.fields(lines.get(number));
      if (fields.size() != header.size()) {
        throw damaged(
            file,
            String.format(
                Locale.ROOT,
                "is damaged at line %d: %d columns instead of %d",
                number + 1,
                fields.size(),
                header.size()),
            null);
      }
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < fields.size(); i++) {
        row.put(header.get(i), fields.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> lines(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new RunDirectoryException(
          String.format(
                  Locale.ROOT,
                  "%s is not there: it comes when the run ends; if no process works on it any more,"
                      + " go on",
                  file)
              + " with it: trebuchet resume "
              + ShellWord.of(PrivateFiles.above(file)),
          null);
    }
    String text;
    try {
      text = PrivateFiles.text(file, MOST_BYTES);
    } catch (UnusableFileException e) {
      throw new UnusableFileException(e.getMessage() + "; " + advice(file), e);
    }
    List<String> lines = text.lines().toList();
    if (lines.isEmpty()) {
      throw damaged(file, "is empty", null);
    }
    if (!Csv.fields(lines.getFirst()).contains(TRIAL)) {
      throw damaged(file, "is damaged: its first line names no column " + TRIAL, null);
    }
    if (lines.size() > 1 && !text.endsWith("\n") && isWhole(lines)) {
      throw damaged(file, "is damaged: it ends within a line", null);
    }
    return lines;
  }

  /**
   * Reads results; an empty number comes back as NaN.
   *
   * @throws IOException if the file cannot be read or lacks a column
   */
  public static List<TrialResult> read(Path file) throws IOException {
    List<TrialResult> results = new ArrayList<>();
    for (Map<String, String> row : rows(file)) {
      try {
        results.add(TrialColumn.result(new Row(row)));
      } catch (IllegalArgumentException e) {
        throw damaged(file, "is damaged: " + e.getMessage(), e);
      }
    }
    return results;
  }

  /** Whether the last row has all columns, though perhaps not all of the last. */
  private static boolean isWhole(List<String> lines) {
    return Csv.fields(lines.getLast()).size() == Csv.fields(lines.getFirst()).size();
  }

  private static UnusableFileException damaged(Path file, String what, @Nullable Exception cause) {
    UnusableFileException plain = new UnusableFileException(file + " " + what, cause);
    return new UnusableFileException(plain.getMessage() + "; " + advice(file), plain);
  }

  private static String advice(Path file) {
    return "to have it written anew: trebuchet resume " + ShellWord.of(PrivateFiles.above(file));
  }

  private record Row(Map<String, String> texts) implements TrialColumn.Values {
    @Override
    public String text(String column) {
      String text = texts.get(column);
      if (text == null) {
        throw new IllegalArgumentException("no column " + column);
      }
      return text;
    }

    @Override
    public Optional<String> phase() {
      return Optional.of(text("phase"));
    }

    @Override
    public long integer(String column) {
      return Long.parseLong(text(column));
    }

    @Override
    public double number(String column) {
      return Csv.number(text(column));
    }
  }
}
