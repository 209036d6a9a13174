// Numbers for people: about four significant digits.

export function number(value) {
  if (value == null || Number.isNaN(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(2).replace('e+', 'e');
  if (Number.isInteger(value)) return String(value);
  return size >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}

export function count(value) {
  return value == null ? '–' : Math.round(value).toLocaleString('en');
}

export function bytes(value) {
  if (value == null) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  while (value >= 1024 && unit < 3) { value /= 1024; unit++; }
  return `${number(value)} ${units[unit]}`;
}

/** A tick of an axis that may be logarithmic. */
export function tick(value) {
  if (value == null) return '';
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e5 || size < 1e-3)) {
    return value.toExponential(0).replace('e+', 'e');
  }
  return String(Number(value.toPrecision(6)));
}

/** What became of a trial: its phase if it has one, else its outcome, else its state. */
export function word(trial) {
  return trial.phase || trial.outcome || trial.state;
}

export const NAMES = {
  loss: ['loss', 'L'], weight_norm_sq: ['weight norm', 'θ²'], lambda_max: ['NTK top eigenvalue', 'λ_max'],
  eta_lambda: ['curvature', 'ηλ_max'], sparsity_1: ['sparsity of layer 1', ''], sparsity_2: ['sparsity of layer 2', ''],
  test_loss: ['test loss', ''], test_accuracy: ['test accuracy', ''], safe_margin: ['safe margin', 'ηCθ²/4'],
  doomed_margin: ['doomed margin', 'ηC′θ²/4'],
};

export function title(metric) {
  const [name, symbol] = NAMES[metric] ?? [metric.replaceAll('_', ' '), ''];
  return symbol ? `${name} ${symbol}` : name;
}
