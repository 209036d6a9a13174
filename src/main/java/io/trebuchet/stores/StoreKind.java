package io.trebuchet.stores;

import io.trebuchet.storage.Manifest;
import java.util.Locale;

/** The stores that a run can have, by the words of {@code --store} and of a manifest. */
public enum StoreKind {
  /** A QuestDB inside the process. */
  QUESTDB,
  /** An InfluxDB or QuestDB server; what it is and which version, it tells itself. */
  INFLUX,
  /** Files of comma-separated values. */
  CSV,
  /** Nothing is kept but the trials' rows. */
  NONE;

  /** Its word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind that a word names.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static StoreKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** Whether a run has such a store. */
  public boolean isOf(Manifest manifest) {
    return manifest.store().equals(word());
  }

  /** Whether what it does not take waits in a spool; files lie where the spool would. */
  public boolean spools() {
    return this == QUESTDB || this == INFLUX;
  }
}
