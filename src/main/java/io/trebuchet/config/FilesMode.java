package io.trebuchet.config;

/** Who may read the files of a run: the config key {@code files.mode}. */
public enum FilesMode {
  /** Its user alone. */
  PRIVATE,
  /** The group of its directory too. */
  GROUP,
  /** Every user of the machine. */
  PUBLIC
}
