package io.trebuchet.control;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rule that a config chose, with its settings: the section {@code control}. */
public sealed interface ControlRule {
  /** Only {@code stop.*} ends a trial, whatever happens to its loss. */
  ControlRule NONE = new None();

  /** Also the first non-finite number, and the end of all movement (dead trials). */
  ControlRule NON_FINITE = PerTrial.builtIn("non-finite", "", trial -> (s, m) -> Verdict.CONTINUE);

  /** Also certificates, with the default settings. */
  ControlRule CERTIFIED = PerTrial.builtIn("certified", "basin=false", Certified.factory(false));

  /** The word in the config. */
  String name();

  /** Its settings as {@code key=value} joined by commas, for the audit. */
  String settings();

  /** See {@link #NONE}. */
  record None() implements ControlRule {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public String settings() {
      return "";
    }
  }

  /**
   * A rule that looks at one trial alone.
   *
   * @param limitNanos a call that takes longer is a failure of the rule; {@link Long#MAX_VALUE} for
   *     rules of this project, which are not watched
   */
  record PerTrial(String name, String settings, StopRule.Factory factory, long limitNanos)
      implements ControlRule {
    /** A rule of this project. */
    static PerTrial builtIn(String name, String settings, StopRule.Factory factory) {
      return new PerTrial(name, settings, factory, Long.MAX_VALUE);
    }

    /** The settings tell all that there is to a rule; functions cannot be compared. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof PerTrial that
          && name.equals(that.name)
          && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, settings);
    }
  }

  /**
   * A rule that compares the trials of a sweep with each other.
   *
   * @param reports makes each trial report at the rule's points in time
   * @param reason the word for trials it stops
   */
  record Comparing(
      String name,
      String settings,
      StopReason reason,
      StopRule.Factory reports,
      Supplier<ComparingRule> comparison)
      implements ControlRule {
    /** The settings tell all that there is to a rule; functions cannot be compared. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Comparing that
          && name.equals(that.name)
          && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, settings);
    }
  }
}
