package io.trebuchet.storage;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How many files the process may have open; sockets count among them. */
public final class OpenFiles {
  /** What to do when there are too few. */
  public static final String ADVICE =
      "let the process open more files: `ulimit -n 4096` before the command, LimitNOFILE= of a"
          + " service, --ulimit nofile=4096 of a container";

  /** As the launcher knows it; the JVM has made it as large as it may be. */
  private static final String LIMIT = "trebuchet.open-files";

  private OpenFiles() {}

  /**
   * Complains of a limit that is too low before anything fails half way.
   *
   * @param needed by what is about to be opened
   * @throws StoreException if there may be fewer
   */
  static void check(int needed, String what) throws StoreException {
    check(needed, what, Long.getLong(LIMIT, Long.MAX_VALUE));
  }

  static void check(int needed, String what, long limit) throws StoreException {
    if (limit < needed) {
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "%s needs up to %d open files, and at most %d may be open here: %s",
              what,
              needed,
              limit,
              ADVICE),
          null);
    }
  }

  /** Whether an error says that there are too many, in the words of the system or of QuestDB. */
  public static boolean saidBy(@Nullable Throwable error) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (saysSo(at.getMessage())) {
        return true;
      }
    }
    return false;
  }

  static boolean saysSo(@Nullable String message) {
    return message != null
        && (message.contains("Too many open files")
            || message.contains("too many open files")
            || message.contains("[24]")
            || message.contains("errno=24]"));
  }
}
