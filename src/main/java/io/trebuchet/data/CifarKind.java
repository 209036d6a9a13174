package io.trebuchet.data;

import io.trebuchet.physics.Parameters;

/** {@code data.kind = cifar-10}. */
public final class CifarKind implements DataKind {
  /** For the service loader. */
  public CifarKind() {}

  @Override
  public String name() {
    return "cifar-10";
  }

  @Override
  public DataSource read(Parameters parameters) {
    return new CifarImages(ImageSettings.read(parameters));
  }
}
