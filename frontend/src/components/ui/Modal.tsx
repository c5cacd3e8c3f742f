/** A dialog: centred at the desk, a sheet at the bottom of a phone. */
import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useOpener } from "./useOpener";

interface Props {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Without it the dialog stays until what it asks for is done. */
  onClose?: () => void;
}

export function Modal({ title, description, children, onClose }: Props) {
  const { t } = useTranslation();
  const giveBack = useOpener();
  const stay = (event: Event) => onClose ?? event.preventDefault();
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose?.()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Dialog.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onEscapeKeyDown={stay}
          onCloseAutoFocus={giveBack}
          onInteractOutside={(event) => event.preventDefault()}
          className="fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] overflow-y-auto rounded-t-ui border border-line bg-raised p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))] shadow-float desk:inset-x-auto desk:top-1/2 desk:bottom-auto desk:left-1/2 desk:w-[30rem] desk:-translate-x-1/2 desk:-translate-y-1/2 desk:rounded-ui"
        >
          <div className="mb-4 flex items-start gap-4">
            <div className="grow">
              <Dialog.Title className="text-16 font-semibold">{title}</Dialog.Title>
              {description && (
                <Dialog.Description className="mt-1 text-13 text-muted">{description}</Dialog.Description>
              )}
            </div>
            {onClose && (
              <Dialog.Close
                aria-label={t("action.close")}
                className="-m-2 grid size-11 place-items-center rounded-ui text-muted hover:bg-sunken hover:text-ink desk:size-8 desk:-my-1"
              >
                <X aria-hidden className="size-4" />
              </Dialog.Close>
            )}
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
