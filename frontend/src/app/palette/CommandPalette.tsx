/** One field for going anywhere and doing anything: type, choose with the arrows, Enter. */
import { Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useOpener } from "@/components/ui/useOpener";
import { cx } from "@/lib/cx";
import type { Place } from "../shell/navigation";
import { type Command, useCommands } from "./useCommands";

interface Props {
  places: Place[];
  onHelp: () => void;
  onClose: () => void;
}

export function CommandPalette({ places, onHelp, onClose }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const giveBack = useOpener();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const { commands, searching } = useCommands(typed, places, onHelp);
  const current = commands[Math.min(chosen, commands.length - 1)];
  const optionId = (command: Command) => `${id}-${command.id}`;

  useEffect(() => {
    if (current) document.getElementById(`${id}-${current.id}`)?.scrollIntoView?.({ block: "nearest" });
  }, [id, current]);

  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && commands.length > 0) {
      event.preventDefault();
      setChosen((Math.min(chosen, commands.length - 1) + step + commands.length) % commands.length);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      run(current);
    }
  };

  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveBack}
          className="fixed inset-x-2 top-2 z-50 flex max-h-[80dvh] flex-col rounded-ui border border-line bg-raised shadow-float desk:inset-x-auto desk:top-[12dvh] desk:left-1/2 desk:max-h-[30rem] desk:w-[36rem] desk:-translate-x-1/2"
        >
          <Dialog.Title className="sr-only">{t("palette.title")}</Dialog.Title>
          <div className="flex items-center gap-2.5 border-b border-line px-4">
            <Search aria-hidden className="size-4 shrink-0 text-muted" />
            <input
              role="combobox"
              aria-expanded
              aria-controls={`${id}-list`}
              aria-activedescendant={current && optionId(current)}
              aria-autocomplete="list"
              aria-label={t("palette.title")}
              placeholder={t("palette.hint")}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setChosen(0);
              }}
              onKeyDown={onKeyDown}
              className="h-12 w-full bg-transparent text-16 outline-none"
            />
          </div>
          <div
            id={`${id}-list`}
            role="listbox"
            aria-label={t("palette.title")}
            className="overflow-y-auto p-1"
          >
            {commands.map((command) => (
              <Option
                key={command.id}
                id={optionId(command)}
                command={command}
                chosen={command === current}
                onPoint={() => setChosen(commands.indexOf(command))}
                onRun={() => run(command)}
              />
            ))}
          </div>
          <p role="status" className={cx("px-4 text-13 text-muted", commands.length === 0 && "pb-4")}>
            {commands.length === 0 && (searching ? t("palette.searching") : t("palette.none"))}
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface OptionProps {
  id: string;
  command: Command;
  chosen: boolean;
  onPoint: () => void;
  onRun: () => void;
}

function Option({ id, command: { label, note, keys, sign: Sign }, chosen, onPoint, onRun }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and hears the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      onClick={onRun}
      onPointerMove={onPoint}
      className={cx(
        "pressable flex cursor-pointer items-center gap-2.5 rounded-[4px] px-3",
        chosen && "bg-sunken",
      )}
    >
      <Sign aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="truncate">{label}</span>
      {note && <span className="min-w-0 truncate text-12 text-muted">{note}</span>}
      {keys && <kbd className="ml-auto font-sans text-12 text-muted">{keys}</kbd>}
    </div>
  );
}
