"""How much of the excerpts that answer a question the first chunks hold, by the way documents are cut."""

from program import print_head, print_row


def measure(program, folders):
    for folder in folders:
        if not (folder / "corpora").is_dir():
            continue
        for mode in ("dense", "hybrid"):
            result = program.run("eval", folder, "--chunking", "--mode", mode)
            head = f"{folder.name}, {mode}, the first {result['top_k']}"
            print_head(head, "chunks", "mean tokens", "recall", "precision", "IoU")
            for row in result["settings"]:
                print_row(
                    f"{row['strategy']}, {row['target']}/{row['overlap']}",
                    f"{row['chunks']:,}",
                    f"{row['mean_tokens']:.0f}",
                    *(f"{row[key]:.3f}" for key in ("recall", "precision", "iou")),
                )
