/** What a model is trained by: a loss of its outputs and a rule that updates its weights. */
@NullMarked
package io.trebuchet.physics.training;

import org.jspecify.annotations.NullMarked;
