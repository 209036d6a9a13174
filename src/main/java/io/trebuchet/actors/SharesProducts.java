package io.trebuchet.actors;

import io.trebuchet.config.TrialSpec;
import io.trebuchet.physics.SharedProducts;

/** The trial's problem has products to share; the trial waits for its batch. */
record SharesProducts(TrialSpec trial, SharedProducts products) implements TrialNotice {}
