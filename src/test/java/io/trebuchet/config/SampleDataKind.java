package io.trebuchet.config;

import io.trebuchet.data.DataFolders;
import io.trebuchet.data.DataKind;
import io.trebuchet.data.DataSource;
import io.trebuchet.physics.Parameters;
import io.trebuchet.physics.Sample;
import io.trebuchet.physics.SeededRandom;

/** A data kind with one key that cannot be loaded. */
public final class SampleDataKind implements DataKind {
  /** What was read. */
  record SampleData(int train) implements DataSource {
    @Override
    public void check(DataFolders folders) {}

    @Override
    public Sample load(DataFolders folders, SeededRandom random) {
      throw new UnsupportedOperationException("only its settings are tested");
    }
  }

  @Override
  public String name() {
    return "sample-data";
  }

  @Override
  public DataSource read(Parameters parameters) {
    return new SampleData(parameters.integer("train", 1));
  }
}
