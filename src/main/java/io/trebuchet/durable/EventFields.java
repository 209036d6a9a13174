package io.trebuchet.durable;

import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event as named values, each a {@code String}, {@code Long} or {@code Double}. A field whose
 * name ends with a question mark is optional: who does not know it goes without it. To add one, put
 * it in {@link #of} and take it in {@link #event}.
 */
public final class EventFields implements TrialColumn.Values {
  private static final String OPTIONAL = "?";

  /** Follows from other columns. */
  private static final String DERIVED = "phase";

  /** What the trial recorded, where that is known. */
  private static final String ROWS = "recorded_rows";

  /** The files of a run, as texts. */
  private static final String MANIFEST = "manifest";

  private static final String CONFIG = "config";

  private static final String CHECKSUM = "recorded_checksum";

  private static final Set<String> NOT_FINITE = Set.of("NaN", "Infinity", "-Infinity");

  private final EventKind kind;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();

  private EventFields(EventKind kind) {
    this.kind = kind;
  }

  /** No fields yet. */
  static EventFields none(EventKind kind) {
    return new EventFields(kind);
  }

  /** Those of an event. */
  public static EventFields of(SweepJournal.Event event) {
    EventFields fields = new EventFields(EventKind.of(event));
    switch (event) {
      case SweepJournal.SweepBegun(String run, SweepJournal.RunTexts files) -> {
        fields.put("run", run);
        if (files != null) {
          fields.putOptional(MANIFEST, files.manifest());
          fields.putOptional(CONFIG, files.config());
        }
      }
      case SweepJournal.SweepResumed(SweepJournal.RunTexts files) -> {
        fields.put(MANIFEST, files.manifest());
        fields.put(CONFIG, files.config());
      }
      case SweepJournal.TrialStarted(String trial) -> fields.put("trial", trial);
      case SweepJournal.TrialEnded(TrialResult result, TrialSteps steps) ->
          fields.put(result, steps);
      case SweepJournal.TrialStopped(TrialResult result, TrialSteps steps) ->
          fields.put(result, steps);
      case SweepJournal.TrialPaused(String trial) -> fields.put("trial", trial);
      case SweepJournal.TrialContinued(String trial) -> fields.put("trial", trial);
      case SweepJournal.SweepPaused() -> {}
      case SweepJournal.SweepContinued() -> {}
    }
    return fields;
  }

  /**
   * The event that these are of.
   *
   * @throws IllegalArgumentException if a field is missing, is of another type, or is neither known
   *     nor optional
   */
  SweepJournal.Event event() {
    SweepJournal.Event event =
        switch (kind) {
          case SWEEP_BEGUN -> new SweepJournal.SweepBegun(text("run"), files());
          case SWEEP_RESUMED ->
              new SweepJournal.SweepResumed(
                  new SweepJournal.RunTexts(text(MANIFEST), text(CONFIG)));
          case TRIAL_STARTED -> new SweepJournal.TrialStarted(text("trial"));
          case TRIAL_ENDED -> new SweepJournal.TrialEnded(TrialColumn.result(this), steps());
          case TRIAL_STOPPED -> new SweepJournal.TrialStopped(TrialColumn.result(this), steps());
          case TRIAL_PAUSED -> new SweepJournal.TrialPaused(text("trial"));
          case TRIAL_CONTINUED -> new SweepJournal.TrialContinued(text("trial"));
          case SWEEP_PAUSED -> new SweepJournal.SweepPaused();
          case SWEEP_CONTINUED -> new SweepJournal.SweepContinued();
        };
    for (String name : values.keySet()) {
      if (!taken.contains(name) && !name.endsWith(OPTIONAL)) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "the field '%s' is of a later version of Trebuchet", name));
      }
    }
    return event;
  }

  private void put(TrialResult result, @Nullable TrialSteps steps) {
    for (TrialColumn column : TrialColumn.all()) {
      if (!column.name().equals(DERIVED)) {
        put(column.name(), column.value().apply(result));
      }
    }
    if (result.ownPhase() != null) {
      putOptional(DERIVED, result.phase());
    }
    if (steps != null) {
      putOptional(ROWS, steps.rows());
      String checksum = steps.checksum();
      if (checksum != null) {
        putOptional(CHECKSUM, checksum);
      }
    }
  }

  @Override
  public Optional<String> phase() {
    return optionalText(DERIVED);
  }

  private SweepJournal.@Nullable RunTexts files() {
    Optional<String> manifest = optionalText(MANIFEST);
    Optional<String> config = optionalText(CONFIG);
    return manifest.isPresent() && config.isPresent()
        ? new SweepJournal.RunTexts(manifest.get(), config.get())
        : null;
  }

  private @Nullable TrialSteps steps() {
    OptionalLong rows = optionalInteger(ROWS);
    String checksum = optionalText(CHECKSUM).orElse(null);
    return rows.isPresent() ? new TrialSteps(rows.getAsLong(), checksum) : null;
  }

  void put(String name, Object value) {
    values.put(name, value);
  }

  void putOptional(String name, Object value) {
    put(name + OPTIONAL, value);
  }

  /** A name without the mark of optional fields. */
  public static String plain(String name) {
    return name.endsWith(OPTIONAL) ? name.substring(0, name.length() - OPTIONAL.length()) : name;
  }

  /** What sort of event it is, such as {@code trial-ended}. */
  public String word() {
    return kind.word();
  }

  EventKind kind() {
    return kind;
  }

  /** All values by name, in order. */
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  @Override
  public String text(String name) {
    return typed(name, take(name), String.class, "a text");
  }

  @Override
  public long integer(String name) {
    return typed(name, take(name), Long.class, "an integer");
  }

  @Override
  public double number(String name) {
    Object value = take(name);
    return value instanceof String word && NOT_FINITE.contains(word)
        ? Double.parseDouble(word)
        : typed(name, value, Double.class, "a number");
  }

  /** A text that need not be there. */
  Optional<String> optionalText(String name) {
    return values.containsKey(name + OPTIONAL)
        ? Optional.of(text(name + OPTIONAL))
        : Optional.empty();
  }

  /** An integer that need not be there. */
  OptionalLong optionalInteger(String name) {
    return values.containsKey(name + OPTIONAL)
        ? OptionalLong.of(integer(name + OPTIONAL))
        : OptionalLong.empty();
  }

  private Object take(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the field '%s' is missing", name));
    }
    taken.add(name);
    return value;
  }

  private static <T> T typed(String name, Object value, Class<T> type, String what) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the field '%s' is not %s", name, what));
    }
    return type.cast(value);
  }
}
