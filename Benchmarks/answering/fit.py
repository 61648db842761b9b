"""Fits the weights of AnswerModel to the features that answer-tuning writes.

    answer-tuning MODEL SQUAD CACHE features FILE
    python3 fit.py FILE

Needs numpy and scipy. Two linear models: `rank`, a conditional logit over the statements of each answerable question
whose paragraph was retrieved, and `support`, a logistic regression on each question's best statement, whether it holds
an answer. Both see the articles of even number; the shares are printed for these and for the others.
"""

import sys

import numpy as np
from scipy.optimize import minimize

RANK = """similarity coverage previousCoverage passageMissing focusCoverage namesMissing passageNamesMissing numbersMissing
form formMissing negationMissing opposite length passageRank pronoun""".split()
SUPPORT = RANK + ["allNamesMissing", "allNumbersMissing"]


class Data:
    def __init__(self, path):
        with open(path) as file:
            self.names = file.readline().rstrip("\n").split("\t")[6:]
            rows = np.array([[float(cell) for cell in line.split("\t")] for line in file])
        self.question, self.article, self.kind, self.retrieved, self.gold, self.label = rows[:, :6].astype(int).T
        self.values = rows[:, 6:]
        starts = np.flatnonzero(np.r_[True, self.question[1:] != self.question[:-1]])
        self.groups = list(zip(starts, np.r_[starts[1:], len(rows)]))

    def columns(self, names):
        return self.values[:, [self.names.index(name) for name in names]]

    def is_fitted(self, row):
        return self.article[row] % 2 == 0

    def best(self, rank):
        return np.array([start + np.argmax(rank[start:end]) for start, end in self.groups])


def minimized(loss, count):
    return minimize(loss, np.zeros(count), jac=True, method="L-BFGS-B").x


def fit_rank(data, penalty=3e-3):
    answers = data.label * data.gold == 1
    groups = [
        (s, e) for s, e in data.groups
        if data.kind[s] == 0 and data.retrieved[s] and data.is_fitted(s) and answers[s:e].any()
    ]
    values = data.columns(RANK)
    scale = values.std(axis=0) + 1e-9
    rows = np.concatenate([np.arange(s, e) for s, e in groups])
    owner = np.concatenate([np.full(e - s, i) for i, (s, e) in enumerate(groups)])
    starts = np.r_[0, np.cumsum([e - s for s, e in groups])[:-1]]
    x, y = values[rows] / scale, answers[rows]

    def loss(w):
        z = x @ w
        exponents = np.exp(z - np.maximum.reduceat(z, starts)[owner])
        all_sum, right_sum = np.add.reduceat(exponents, starts), np.add.reduceat(exponents * y, starts)
        gradient = x.T @ (exponents / all_sum[owner] - exponents * y / right_sum[owner]) / len(groups)
        return np.mean(np.log(all_sum) - np.log(right_sum)) + penalty * w @ w, gradient + 2 * penalty * w

    return np.round(minimized(loss, len(RANK)) / scale, 1)


def fit_support(data, rank, penalty=3e-4):
    best = np.array([b for b in data.best(rank) if data.is_fitted(b) and (data.kind[b] or data.retrieved[b])])
    values = data.columns(SUPPORT)[best]
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-9
    x, y = np.c_[(values - mean) / scale, np.ones(len(best))], data.label[best] * (data.kind[best] == 0)

    def loss(w):
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        regular = np.r_[w[:-1], 0]
        return np.mean(np.logaddexp(0, z) - y * z) + penalty * regular @ regular, x.T @ (p - y) / len(y) + 2 * penalty * regular

    w = minimized(loss, len(SUPPORT) + 1)
    weights = w[:-1] / scale
    return np.round(weights, 1), round(w[-1] - weights @ mean, 1)


def report(data, rank, support):
    best = data.best(rank)
    for name, of_half in (("fitted", 0), ("others", 1)):
        half = best[data.article[best] % 2 == of_half]
        answerable = half[(data.kind[half] == 0) & (data.retrieved[half] == 1)]
        print(name, "right sentence first %.3f" % data.label[answerable].mean())
        for threshold in (-2.5, -2.25, -2, -1.75, -1.5, -1.25, -1):
            shares = [np.mean(support[half[data.kind[half] == kind]] < threshold) for kind in (1, 2)]
            refused = np.mean(support[answerable] < threshold)
            right = np.mean(data.label[answerable] * (support[answerable] >= threshold))
            print("  %.2f: right %.3f refused %.3f, no answer refused %.3f, elsewhere %.3f" % (threshold, right, refused, *shares))


def main():
    data = Data(sys.argv[1])
    rank_weights = fit_rank(data)
    rank = data.columns(RANK) @ rank_weights
    support_weights, offset = fit_support(data, rank)
    for name, weight in zip(SUPPORT, support_weights):
        print("%-20s %6s %6s" % (name, dict(zip(RANK, rank_weights)).get(name, ""), weight))
    print("offset", offset)
    support = data.columns(SUPPORT) @ support_weights + offset
    report(data, rank + support, support)


if __name__ == "__main__":
    main()
