package io.trebuchet.config;

import java.util.List;
import java.util.stream.Collectors;

/** A config is invalid; carries every fault found. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;
  private final boolean others;

  /** Takes all faults, at least one. */
  public ConfigException(List<Fault> faults) {
    this(faults, false);
  }

  ConfigException(List<Fault> faults, boolean others) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
    this.others = others;
  }

  /** Whether it draws on files or on an environment that it may not: written so, not damaged. */
  public boolean drawsOnOthers() {
    return others;
  }

  /** All faults, in the order of the file. */
  public List<Fault> faults() {
    return faults;
  }

  /**
   * One fault.
   *
   * @param place {@code file:line}, or the option it came from
   * @param path the config path, such as {@code model.n}; empty for the file as a whole
   * @param message what is wrong and what would be valid
   */
  public record Fault(String place, String path, String message) {
    @Override
    public String toString() {
      return place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
  }
}
