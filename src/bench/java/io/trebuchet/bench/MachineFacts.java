package io.trebuchet.bench;

import io.trebuchet.storage.Machine;
import java.util.LinkedHashMap;
import java.util.Map;

/** What figures depend on, by the names that JSON has for them. */
public final class MachineFacts {
  private MachineFacts() {}

  /** Those of this machine; more can be added. */
  public static Map<String, Object> of(int parallelism) {
    Machine machine = Machine.current(System.getenv().getOrDefault("OPENBLAS_CORETYPE", ""));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cpu", machine.cpuModel());
    facts.put("cores", machine.cores());
    facts.put("jdk", machine.jdk());
    facts.put("blas", machine.blasCoreType().isEmpty() ? "auto" : machine.blasCoreType());
    facts.put("parallelism", parallelism);
    return facts;
  }
}
