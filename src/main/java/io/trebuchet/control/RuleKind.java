package io.trebuchet.control;

import java.util.Locale;

/** The stop rule of a sweep: the config key {@code control.rule}. */
public enum RuleKind {
  /** Only {@code stop.*} ends a trial, whatever happens to its loss. */
  NONE,
  /** Also at the first non-finite number, and for dead trials. */
  NON_FINITE,
  /** Also at a certificate that the trial cannot converge. */
  CERTIFIED;

  /** The word in the config. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
