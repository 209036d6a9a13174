package io.trebuchet.durable;

import io.trebuchet.storage.RecordFile;
import io.trebuchet.storage.RunDirectoryException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The journal of a sweep on one machine: {@code events.log} in a folder of its own. */
public record JournalFile(Path folder, RecordFile records, InstantSource clock)
    implements SweepJournal {
  private static final String NAME = "events.log";

  /** Of one that is escaped. */
  private static final int LONGEST_CHARACTER = 6;

  /** What versions before this one made of the folder; nothing of it is ever opened. */
  private static final String EARLIER = "sweep.*";

  /**
   * Opens the journal in a folder, which need not exist yet; the caller holds the run.
   *
   * @throws RunDirectoryException if that cannot be done, or something else is there
   */
  public static JournalFile open(Path folder, InstantSource clock) throws RunDirectoryException {
    try {
      checkNothingEarlier(folder);
      return new JournalFile(folder, RecordFile.open(folder, NAME), clock);
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /**
   * The same for a run that is only to begin: all that may be there is what processes left that
   * ended before it was one.
   */
  public static JournalFile create(Path folder, InstantSource clock) throws IOException {
    JournalFile journal = null;
    try {
      checkNothingEarlier(folder);
      journal = new JournalFile(folder, RecordFile.open(folder, NAME), clock);
      journal.records.read(to(entry -> {}));
      return journal;
    } catch (IOException e) {
      if (journal != null) {
        journal.close();
      }
      throw new RunDirectoryException(
          String.format(
              Locale.ROOT,
              "%s holds what is no journal of ours: choose another --out (%s)",
              folder,
              e.getMessage()),
          e);
    }
  }

  /** Whether a record can hold these files. */
  public static boolean hasRoomFor(SweepJournal.RunTexts files) {
    return Stream.of(files.manifest(), files.config())
            .flatMapToInt(String::chars)
            .mapToLong(ch -> ch < ' ' || ch > '~' ? LONGEST_CHARACTER : 2)
            .sum()
        < RecordFile.MOST_TEXT;
  }

  /** Whether there is a journal in a folder, whatever it is. */
  public static boolean exists(Path folder) {
    return Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Sees all events of a journal that another process may be writing; nothing is written or locked.
   *
   * @throws RunDirectoryException if they cannot be read, after those before the fault
   */
  public static void look(Path folder, Consumer<Entry> each) throws RunDirectoryException {
    try {
      checkNothingEarlier(folder);
      RecordFile.read(folder, NAME, to(each));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  @Override
  public void read(Consumer<Entry> each) throws RunDirectoryException {
    try {
      records.read(to(each));
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  @Override
  public void append(List<Event> events) throws RunDirectoryException {
    try {
      records.append(
          events.stream()
              .map(event -> EventFormat.write(new Entry(clock.instant(), event)))
              .toList());
    } catch (IOException e) {
      throw new RunDirectoryException(
          String.format(
              Locale.ROOT, "the journal %s cannot be written (%s)", folder, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    records.close();
  }

  private static RecordFile.Sink to(Consumer<Entry> each) {
    return (number, at, text) -> {
      Entry entry;
      try {
        entry = EventFormat.read(text);
      } catch (EventFormat.RefusedException e) {
        throw new RecordFile.DamagedException(number, at, String.valueOf(e.getMessage()));
      }
      each.accept(entry);
    };
  }

  private static void checkNothingEarlier(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder, EARLIER)) {
      for (Path path : earlier) {
        throw new IOException(
            path.getFileName() + " is of an earlier version, which this one does not open");
      }
    }
  }

  private static RunDirectoryException unreadable(Path folder, IOException cause) {
    return new RunDirectoryException(
        String.format(
            Locale.ROOT,
            "the journal %s cannot be read (%s): move that folder away and resume again; trials"
                + " that ended are computed again, with the same numbers",
            folder,
            cause.getMessage()),
        cause);
  }
}
