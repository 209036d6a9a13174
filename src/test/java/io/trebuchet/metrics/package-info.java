/** Tests of the metrics, the recorder and the envelopes. */
@NullMarked
package io.trebuchet.metrics;

import org.jspecify.annotations.NullMarked;
