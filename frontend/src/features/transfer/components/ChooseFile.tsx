/** A place to drop a file, which is also a button to choose one. */
import { FileUp } from "lucide-react";
import { type ChangeEvent, type DragEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { ACCEPTED, MOST_BYTES } from "../model/files";

export function ChooseFile({ onChoose }: { onChoose: (file: File) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [over, setOver] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);

  const take = (file: File | undefined) => {
    if (!file) return;
    setTooLarge(file.size > MOST_BYTES);
    if (file.size <= MOST_BYTES) onChoose(file);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    take(event.target.files?.[0]);
    // The same file, corrected, can be chosen again.
    event.target.value = "";
  };

  return (
    <div>
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cx(
          "flex cursor-pointer flex-col items-center gap-2 rounded-ui border border-dashed px-4 py-12 text-center has-focus-visible:outline-2 has-focus-visible:outline-link",
          over ? "border-accent bg-sunken" : "border-edge hover:bg-sunken",
        )}
      >
        <FileUp aria-hidden className="size-6 text-muted" />
        <span className="font-medium">{t("import.choose")}</span>
        <span className="text-13 text-muted">{t("import.kinds")}</span>
        <input id={id} type="file" accept={ACCEPTED} onChange={onChange} className="sr-only" />
      </label>
      {tooLarge && (
        <p role="alert" className="mt-2 text-13 text-critical">
          {t("import.tooLarge")}
        </p>
      )}
    </div>
  );
}
