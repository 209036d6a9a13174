package io.trebuchet.web;

import java.util.Locale;

/** What a running sweep can be asked to do; the last part of the address. */
public enum Control {
  /** Hold trials between two chunks. */
  PAUSE,
  /** Let them go on. */
  CONTINUE,
  /** End them where they are. */
  STOP;

  /** The word in addresses and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
