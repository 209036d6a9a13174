package io.trebuchet.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A config is invalid; carries every fault found. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;
  private final boolean others;
  private final transient Sound rest;

  /** Takes all faults, at least one. */
  public ConfigException(List<Fault> faults) {
    this(faults, false, Sound.NOTHING);
  }

  ConfigException(List<Fault> faults, boolean others, Sound rest) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
    this.others = others;
    this.rest = rest;
  }

  /** Whether it draws on files or on an environment that it may not: written so, not damaged. */
  public boolean drawsOnOthers() {
    return others;
  }

  /** The same with what is wrong with files that it names, told after its own faults. */
  public ConfigException with(Collection<String> ofFiles) {
    List<Fault> all = new ArrayList<>(faults);
    ofFiles.forEach(words -> all.add(new Fault("", "", words)));
    return new ConfigException(all, others, rest);
  }

  /** What of the config can be looked at all the same. */
  public Sound rest() {
    return rest;
  }

  /** All faults, in the order of the file. */
  public List<Fault> faults() {
    return faults;
  }

  /**
   * One fault.
   *
   * @param place {@code file:line}, or the option it came from; empty if the message names a file
   * @param path the config path, such as {@code model.n}; empty for the file as a whole
   * @param message what is wrong and what would be valid
   */
  public record Fault(String place, String path, String message) {
    @Override
    public String toString() {
      return (place.isEmpty() ? "" : place + ": ") + (path.isEmpty() ? "" : path + ": ") + message;
    }
  }
}
