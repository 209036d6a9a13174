package io.trebuchet.config;

import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * What a config may draw on beyond its own text and the command line.
 *
 * @param files whether it may include files of this machine
 * @param remote whether it may include what lies at an address
 * @param environment whether a file that was read may name environment variables; all must
 * @param opening whether a file that was read may open the run's files to others; all must
 */
public record Reach(
    boolean files, boolean remote, Predicate<Path> environment, Predicate<Path> opening) {
  /** Nothing: the config of a run holds every value itself. */
  public static final Reach NOTHING = new Reach(false, false, file -> false, file -> true);

  /** Files beside it. */
  public static final Reach FILES = new Reach(true, false, file -> false, file -> true);
}
